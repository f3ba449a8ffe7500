// `npm run build`: packages, generated code and compiled code, each only when it is out of date.
import { setUp } from './set-up.mjs';

await setUp();
