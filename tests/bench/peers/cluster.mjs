// A provider on every core: the primary process starts the others and says when all of them listen.
import cluster from "node:cluster";

export async function on_every_core(processes, serve) {
  if (!cluster.isPrimary) return serve();
  let listening = 0;
  cluster.on("listening", () => {
    if (++listening === processes) console.log("peer ready");
  });
  for (let i = 0; i < processes; i++) cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
    process.exit(0);
  });
}
