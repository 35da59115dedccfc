import { yamlLanguage } from "@codemirror/lang-yaml";

export const language = () => yamlLanguage;
