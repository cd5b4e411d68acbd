/** Imported first by every entry script, before anything that an old Node could not even parse. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (Number(major) < 20 || (Number(major) === 20 && Number(minor) < 19)) {
  console.error(`Longwatch needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
