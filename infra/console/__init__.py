"""How the console (``functions/console``) is built: npm brings the libraries, esbuild bundles, Python does the rest."""
