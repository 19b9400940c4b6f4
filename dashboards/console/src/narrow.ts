/** How wide the screen is. A sheet of paper is no narrow screen: what is printed keeps the layout of a wide one. */
import { ref, type Ref } from "vue";

function below(pixels: number): Ref<boolean> {
  const query = matchMedia(`screen and (max-width: ${pixels}px)`);
  const is = ref(query.matches);
  query.addEventListener("change", (event) => (is.value = event.matches));
  return is;
}

/** A phone's or an upright tablet's: lists are cards, the groups stand at the bottom. */
export const narrow = below(960);

/** Too narrow for every column of a list and for long names of the groups. */
export const tight = below(1280);
