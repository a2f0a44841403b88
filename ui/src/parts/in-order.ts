// Runs pieces of work one after another, in the order in which they were asked for. A save that is asked for while
// another is on its way must neither overtake it nor be dropped.

export type InOrder = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. Work that fails does not hold up what follows. */
export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
