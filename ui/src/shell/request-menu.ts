// The context menu of a request, in the list and in its pane.
import type { MenuItem } from "../parts/MenuList.svelte";
import { t } from "../words/t";
import { apart, copyItem } from "./menu-items";
import type { ContextMenu, Pages } from "./pages.svelte";

const requestLabel = (id: number): string => t("request-open", { id: String(id) });

export function ofOpenRequest(pages: Pages, id: number): ContextMenu {
  return { label: requestLabel(id), items: requestItems(pages, id) };
}

/** Of one request, even among several that are selected: those have a bar of their own. */
export function ofRequestRow(pages: Pages, id: number): ContextMenu | null {
  const { requests, navigation } = pages;
  if (requests.indexOf(id) === -1) return null;
  if (!requests.selection.ids.has(id)) requests.selection.clear();
  navigation.reveal("requests", id);
  const act = (): void => {
    navigation.open("requests", id);
  };
  const open = { words: t("menu-open"), key: "Enter", act };
  return { label: requestLabel(id), items: [open, ...requestItems(pages, id)] };
}

/** The actions of its pane that need nothing to be written first. */
function requestItems(pages: Pages, id: number): MenuItem[] {
  const { requests, navigation, session } = pages;
  const opened = (act: () => void) => (): void => {
    navigation.open("requests", id);
    act();
  };
  const body = async (): Promise<string | null> => {
    const detail = await session.backend.call("request", { id });
    return detail && (detail.body ?? detail.body_base64);
  };
  const replay = { words: t("trigger-replay"), act: () => void requests.openAndReplay(id) };
  return [
    ...(requests.page?.relay.target ? [replay] : []),
    ...apart([
      copyItem(pages, t("copy-item-as-curl"), () => session.backend.call("request_as_curl", { id })),
      copyItem(pages, t("body-copy"), body),
    ]),
    ...apart([
      {
        words: t("key-compare-before"),
        key: "d",
        act: opened(() => void requests.compareBefore(id)),
      },
      {
        words: t("key-compare"),
        key: "D",
        act: opened(() => {
          requests.comparing.toggle(id);
        }),
      },
    ]),
  ];
}
