import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    vue(),
    Components({ dirs: [], dts: "components.d.ts", resolvers: [ElementPlusResolver({ importStyle: "css", directives: false })] }),
  ],
  server: { proxy: { "/api": process.env.API ?? "http://127.0.0.1:8099" } },
  build: {
    target: ["chrome86", "firefox115"],
    cssTarget: ["chrome86", "firefox115"],
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
