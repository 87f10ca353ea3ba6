// The toolkit at work, apart from the page: Python starts from the parts that the page sends, then answers requests.
// It can be ended at any moment; the page then starts another one.
const FILES = {}; // what Pyodide would fetch, by name
const SITE = "/lib/python3.14/site-packages";
const tell = (message) => self.postMessage(message);

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) found[i] = text.charCodeAt(i);
  return found;
}

// A part as the page sends it: base64 text, or bytes; compressed by gzip.
async function unpacked(part) {
  const bytes = typeof part === "string" ? bytesOf(part) : new Uint8Array(part);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Nothing is fetched: what Pyodide asks for is at hand.
self.fetch = async (address) => {
  const name = String(address.url || address).split("/").pop();
  if (!(name in FILES)) throw new TypeError(name + " is not at hand");
  const kind = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(await FILES[name], { headers: { "Content-Type": kind } });
};

// Where Python finds the toolkit, now that it is there; and chance that is not the same in every classroom.
const START = `
import importlib, random, sys
importlib.invalidate_caches()
random.seed()
sys.path.append("${SITE}/seldom.zip")
from deterrence.cli.studio import ask
ask`;

// The files of an archive (USTAR) into a folder of Python's; their bytes are not copied.
function untar(bytes, folder) {
  const made = new Set();
  const text = (from, length) => {
    const field = bytes.subarray(from, from + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  for (let at = 0; bytes[at]; ) {
    const before = text(at + 345, 155);
    const path = folder + "/" + (before ? before + "/" : "") + text(at, 100);
    const size = parseInt(text(at + 124, 12), 8);
    const place = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(place)) python.FS.mkdirTree(place);
    made.add(place);
    python.FS.writeFile(path, bytes.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 * (1 + Math.ceil(size / 512));
  }
}

let python = null;
let ask = null;

async function start(parts) {
  FILES["pyodide.asm.wasm"] = unpacked(parts.wasm);
  FILES["python_stdlib.zip"] = unpacked(parts.stdlib);
  const packages = unpacked(parts.packages);
  // The memory of a Python that was started when the classroom was built; without it Python starts here.
  const memory = parts.memory ? { _loadSnapshot: unpacked(parts.memory) } : {};
  tell({ progress: "starting Python" });
  python = await loadPyodide({
    ...memory,
    indexURL: "https://nowhere.invalid/",
    createPyodideModule: _createPyodideModule,
    lockFileContents: { info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14", abi_version: "2026_0" }, packages: {} },
    stdout: () => {},
    stderr: () => {},
  });
  tell({ progress: "unpacking the toolkit" });
  untar(await packages, SITE);
  tell({ progress: "reading the toolkit" });
  ask = python.runPython(START);
  tell({ ready: true });
}

self.onmessage = async ({ data }) => {
  if (data.parts) {
    try {
      await start(data.parts);
    } catch (fault) {
      tell({ failed: String(fault) });
    }
    return;
  }
  const said = (text) => tell({ id: data.id, progress: text });
  try {
    tell({ id: data.id, answer: JSON.parse(ask(JSON.stringify(data.asked), said)) });
  } catch (fault) {
    tell({ id: data.id, fault: String(fault) });
  }
};
