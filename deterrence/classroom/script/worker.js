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

let python = null;
let ask = null;

async function start(parts) {
  FILES["pyodide.asm.wasm"] = unpacked(parts.wasm);
  FILES["python_stdlib.zip"] = unpacked(parts.stdlib);
  const packages = unpacked(parts.packages);
  tell({ progress: "starting Python" });
  python = await loadPyodide({
    indexURL: "https://nowhere.invalid/",
    createPyodideModule: _createPyodideModule,
    lockFileContents: { info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14", abi_version: "2026_0" }, packages: {} },
    stdout: () => {},
    stderr: () => {},
  });
  tell({ progress: "unpacking the toolkit" });
  python.unpackArchive(await packages, "tar", { extractDir: SITE });
  tell({ progress: "reading the toolkit" });
  ask = python.runPython(`import sys\nsys.path.append("${SITE}/seldom.zip")\nfrom deterrence.cli.studio import ask\nask`);
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
