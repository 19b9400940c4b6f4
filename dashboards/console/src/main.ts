import { createApp } from "vue";
import "@mingjing/shared/tokens.css";
import "./base.css";
import App from "./App.vue";
import { fetchPages, router } from "./router";
import { applyLanguage } from "./state/language";
import { applyTheme } from "./state/theme";

applyTheme();
applyLanguage();
createApp(App).use(router).mount("#app");
fetchPages();
