// Run by Node.js when a classroom is built: starts Python once and writes down its memory, from which browsers go on.
// node snapshot.mjs FOLDER FILE: the folder holds the files of Pyodide.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// What the toolkit imports of Python's library in any case.
const IMPORTS = "import argparse, ctypes, dataclasses, fractions, importlib.metadata, inspect, json, logging, pathlib, re, typing";
const [folder, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(folder + "/pyodide.mjs"));
const python = await loadPyodide({
  lockFileContents: { info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14", abi_version: "2026_0" }, packages: {} },
  env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" },
  _makeSnapshot: true,
});
python.runPython(IMPORTS);
writeFileSync(file, python.makeMemorySnapshot());
