// Two pages, served by the studio from their own host only: no inline scripts, no other origin (see
// its Content-Security-Policy).
import { defineConfig } from "vite";

export default defineConfig({
  base: "/",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "chrome103", // the browser inside OBS 30
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "stage.html"] },
  },
});
