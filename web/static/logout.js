// The page's Refresh header goes on when every service has loaded in its frame; this goes on without those that
// have not in time.

const onward = document.querySelector("a[data-continue-after]");
const limit = setTimeout(() => location.replace(onward.href), 1000 * Number(onward.dataset.continueAfter));
addEventListener("load", () => clearTimeout(limit));
