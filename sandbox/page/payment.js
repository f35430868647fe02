// Shows which link was followed.

import {byId} from "./dom.js";

byId("link").textContent = decodeURIComponent(location.hash.slice(1));
