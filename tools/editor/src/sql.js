import { StandardSQL, sql } from "@codemirror/lang-sql";

export const language = () => sql({ dialect: StandardSQL }).language;
