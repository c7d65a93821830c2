// What the tests of a file walk through: an emulator and a browser of their own.
import { after, before } from "node:test";

import { start } from "../../clients/support/emulator.mjs";
import { launch } from "./browser.mjs";

// { emulator, origins, browser } from the first test of the file to its last; `options` are the emulator's.
export function walkable_world(...options) {
  const world = {};
  before(async () => {
    world.emulator = await start(...options);
    world.origins = world.emulator.origins;
    world.browser = await launch();
  });
  after(async () => {
    await world.browser?.close();
    await world.emulator?.stop();
  });
  return world;
}
