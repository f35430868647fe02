import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export interface Shapes {
  blocks: KnownBlock[];
  modal: ModalView;
  home: HomeView;
}
