/** The test clock by gRPC: only brokers that were started with a controlled clock have one. */
import { type handleUnaryCall, status } from '@grpc/grpc-js';
import type {
  AdvanceClockRequest,
  AdvanceClockResponse,
  PinClockRequest,
  PinClockResponse,
  ResetClockRequest,
  ResetClockResponse,
} from '@millrace/proto/v1/commands';
import { type ClockMove, moveClock } from '../clock-move.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { refuse } from '../refusal.ts';
import { positionToken } from './position-token.ts';

/** The three handlers. */
export function clockHandlers(context: GatewayContext): {
  readonly pinClock: handleUnaryCall<PinClockRequest, PinClockResponse>;
  readonly advanceClock: handleUnaryCall<AdvanceClockRequest, AdvanceClockResponse>;
  readonly resetClock: handleUnaryCall<ResetClockRequest, ResetClockResponse>;
} {
  const handler =
    <Request>(moveOf: (request: Request) => ClockMove): handleUnaryCall<Request, PinClockResponse> =>
    (call, respond) => {
      const { clock, clockControl, router } = context;
      if (clockControl === undefined)
        return respond(refuse(status.FAILED_PRECONDITION, 'Expected a controlled clock, but the broker runs with that of the system'));
      void moveClock(clockControl, clock, router.all, moveOf(call.request)).then((moved) => {
        if (typeof moved === 'string') respond(refuse(status.INVALID_ARGUMENT, moved));
        else
          respond(null, {
            timeMs: BigInt(clock.nowMs()),
            positions: moved.map(([partition, position]) => positionToken(partition, position)),
          });
      });
    };
  return {
    pinClock: handler(({ timeMs }: PinClockRequest) => ({ kind: 'PIN', atMs: Number(timeMs) })),
    advanceClock: handler(({ durationMs }: AdvanceClockRequest) => ({ kind: 'ADVANCE', byMs: Number(durationMs) })),
    resetClock: handler(() => ({ kind: 'RESET' })),
  };
}
