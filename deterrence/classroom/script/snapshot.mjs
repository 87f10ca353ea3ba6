// Run by Node.js when a classroom is built: starts Python once and writes down its memory, from which browsers go on.
// node snapshot.mjs FOLDER FILE: the folder holds the files of Pyodide, and in modules.tar the libraries without C.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// What the toolkit imports in any case. These modules are in the memory: a browser neither compiles nor runs them.
const SITE = "/lib/python3.14/site-packages";
const IMPORTS = `
import argparse, ctypes, dataclasses, datetime, decimal, difflib, fractions, graphlib, html, importlib.metadata, inspect
import json, logging, pathlib, queue, re, secrets, typing, unicodedata
import ruamel.yaml`;
const [folder, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(folder + "/pyodide.mjs"));
const python = await loadPyodide({
  lockFileContents: { info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14", abi_version: "2026_0" }, packages: {} },
  env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" },
  _makeSnapshot: true,
});
python.unpackArchive(new Uint8Array(readFileSync(folder + "/modules.tar")), "tar", { extractDir: SITE });
python.runPython(IMPORTS);
writeFileSync(file, python.makeMemorySnapshot());
