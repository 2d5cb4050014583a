// Times one way to make HTML: `times` calls after five that warm it up, each for another reader.
import fs from "node:fs";
import path from "node:path";

export const source = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const times = Number(process.argv[3] ?? 50);

export function versionOf(name) {
  const file = path.join(import.meta.dirname, "node_modules", name, "package.json");
  return JSON.parse(fs.readFileSync(file, "utf8")).version;
}

export async function tell(peer, render) {
  let html = "";
  for (let warming = 0; warming < 5; warming++) html = await render(`Reader ${warming}`);
  const spent = [];
  for (let number = 0; number < times; number++) {
    const began = performance.now();
    html = await render(`Reader No. ${number}`);
    spent.push(performance.now() - began);
  }
  if (!html.includes(`Reader No. ${times - 1}`)) throw new Error(`${peer} lost the reader's name`);
  spent.sort((a, b) => a - b);
  const milliseconds = spent[Math.floor(times / 2)];
  process.stdout.write(JSON.stringify({ peer, milliseconds, octets: Buffer.byteLength(html) }));
}
