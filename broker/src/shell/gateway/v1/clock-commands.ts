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
import type { ClockControl, GatewayContext } from '../gateway-context.ts';
import { refuse } from '../refusal.ts';

/** The three handlers. The clock of a broker is one for all its partitions, so no command is written. */
export function clockHandlers(context: GatewayContext): {
  readonly pinClock: handleUnaryCall<PinClockRequest, PinClockResponse>;
  readonly advanceClock: handleUnaryCall<AdvanceClockRequest, AdvanceClockResponse>;
  readonly resetClock: handleUnaryCall<ResetClockRequest, ResetClockResponse>;
} {
  const handler =
    <Request>(move: (control: ClockControl, request: Request) => string | null): handleUnaryCall<Request, PinClockResponse> =>
    (call, respond) => {
      const control = context.clockControl;
      if (control === undefined)
        return respond(refuse(status.FAILED_PRECONDITION, 'Expected a controlled clock, but the broker runs with that of the system'));
      const fault = move(control, call.request);
      if (fault === null) respond(null, { timeMs: BigInt(context.clock.nowMs()), positions: [] });
      else respond(refuse(status.INVALID_ARGUMENT, fault));
    };
  return {
    pinClock: handler((control, { timeMs }: PinClockRequest) => control.pin(Number(timeMs))),
    advanceClock: handler((control, { durationMs }: AdvanceClockRequest) => control.advance(Number(durationMs))),
    resetClock: handler((control) => {
      control.reset();
      return null;
    }),
  };
}
