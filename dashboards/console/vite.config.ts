import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    vue(),
    Components({ dirs: [], dts: "components.d.ts", resolvers: [ElementPlusResolver({ importStyle: "css", directives: false })] }),
  ],
  // The server is told the name that the browser was: it refuses what a page of another origin asks.
  server: { proxy: { "/api": { target: process.env.API ?? "http://127.0.0.1:8099", changeOrigin: false } } },
  build: {
    target: ["chrome86", "firefox115"],
    cssTarget: ["chrome86", "firefox115"],
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
