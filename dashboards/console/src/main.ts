import { createApp } from "vue";
import "@mingjing/shared/tokens.css";
import "./base.css";
import Root from "./Root.vue";
import { fetchPages, router } from "./router";
import { applyLanguage } from "./state/language";
import { applyTheme } from "./state/theme";

applyTheme();
applyLanguage();
createApp(Root).use(router).mount("#app");
fetchPages();
