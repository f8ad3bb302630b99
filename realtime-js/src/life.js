/** Shows others that this page or worker lives, by a lock that it holds: gives the lock's name and what ends it. */
export const live = () =>
  new Promise((resolve, reject) => {
    const name = "realtime-" + crypto.randomUUID();
    const held = () => new Promise((end) => resolve({ name, end }));
    navigator.locks.request(name, held).catch(reject);
  });

/** Calls when who holds a lock has ended it, was closed or has crashed. */
export const whenGone = (name, then) => navigator.locks.request(name, then);
