// Runs tasks one at a time, in the order they were requested. A save requested during another one is neither dropped nor
// reordered.

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
