// Pyodide refuses workers that can import scripts, as old ones are: this one shall import nothing, and says so.
self.importScripts = undefined;
