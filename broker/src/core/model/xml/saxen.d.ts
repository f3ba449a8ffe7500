/** The part of `saxen` that the tree reader uses; the package ships no types of its own. */
declare module 'saxen' {
  /** Where the parser stands, counted from 0. */
  interface Place {
    readonly line: number;
    readonly column: number;
  }
  type PlaceGetter = () => Place;

  /** A synchronous SAX parser; handlers may throw to stop it. */
  export class Parser {
    on(
      name: 'openTag',
      handler: (name: string, attributes: () => unknown, decode: unknown, selfClosing: boolean, place: PlaceGetter) => void,
    ): this;
    on(name: 'closeTag', handler: (name: string) => void): this;
    on(name: 'text' | 'attention', handler: (text: string, decode: unknown, place: PlaceGetter) => void): this;
    on(name: 'cdata' | 'question', handler: (text: string, place: PlaceGetter) => void): this;
    on(name: 'error' | 'warn', handler: (error: Error, place: PlaceGetter) => void): this;
    parse(xml: string): unknown;
  }
}
