// The spec page. Everything here eases what the page can do without it; the server holds the truth.
import "./fragments.js";
import "./listbox.js";
import "./runin.js";
import "./opening.js";
import "./leaving.js";
import "./keeping.js";
import "./keys.js";
import "./fields.js";
import "./choices.js";
import "./criteria.js";
import "./complete.js";
import "./suggest.js";
import "./images.js";
import "./outline.js";
import "./saved.js";
import "./code.js";
import "./diagrams.js";
