/** The services of millrace.v1 on one server. */
import type { Server } from '@grpc/grpc-js';
import type { GatewayContext } from '../gateway-context.ts';

/** Adds them all. */
export function addOwnServices(_server: Server, _context: GatewayContext): void {}
