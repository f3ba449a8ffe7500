// A hot view of what passes by: nobody listening costs one comparison an item, and a listener can hold nothing up.
import { type Observable, Subject } from 'rxjs';

/** A view and its source. */
export interface View<T> {
  readonly view$: Observable<T>;
  next(item: T): void;
  complete(): void;
}

/** Opens a view. */
export function createView<T>(): View<T> {
  const subject = new Subject<T>();
  return {
    view$: subject.asObservable(),
    next(item) {
      if (subject.observed) subject.next(item);
    },
    complete: () => subject.complete(),
  };
}
