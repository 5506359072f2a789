// Every page's script: htmx and the small elements. The page viewer and the editor load themselves.
import "htmx.org";
import "./elements/bulk";
import "./elements/counter";
import "./elements/dialog";
import "./elements/draft";
import "./elements/kept";
import "./elements/notices";
import "./elements/pdf";
import "./elements/paper";
import "./elements/picker";
import "./elements/print";
import "./elements/saved";
import "./elements/suggest";
import "./elements/toast";
import "./elements/token";
import "./elements/upload";
import "./page";
