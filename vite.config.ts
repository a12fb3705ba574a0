import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: "es2023",
    // A data: URL would need a wider content policy than our own origin.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
});
