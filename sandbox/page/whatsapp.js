// Shows whom a link to WhatsApp would write to, and what.

import {byId} from "./dom.js";

const link = new URL(decodeURIComponent(location.hash.slice(1)));
byId("number").textContent = `+${link.pathname.slice(1)}`;
byId("draft").textContent = link.searchParams.get("text") ?? "";
