// Makes the pages live, a little: every page is whole without this script.
import { enhanceComboboxes } from "./combobox";
import { startKeys, startSmall, enhanceSmall } from "./small";
import { startRefresh } from "./refresh";
import { startSubmit } from "./submit";
import { startUploads } from "./upload";

function enhance(): void {
  enhanceComboboxes();
  enhanceSmall();
}

startSmall();
startKeys();
startSubmit();
startRefresh(enhance);
startUploads(enhance);
enhance();
