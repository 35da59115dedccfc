import { jsonLanguage } from "@codemirror/lang-json";

export const language = () => jsonLanguage;
