// A page of comments: names complete.
import "./listbox.js";
import "./complete.js";
