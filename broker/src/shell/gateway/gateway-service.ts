/** The service definition the server runs: the generated one, with job batches passed through as the bytes they already are. */
import { GatewayService } from '@millrace/proto/gateway';

const asIs = (bytes: Buffer): Buffer => bytes;

/** As generated, but for the two methods whose responses their calls encode themselves. */
export const gatewayService = {
  ...GatewayService,
  activateJobs: { ...GatewayService.activateJobs, responseSerialize: asIs, responseDeserialize: asIs },
  streamActivatedJobs: { ...GatewayService.streamActivatedJobs, responseSerialize: asIs, responseDeserialize: asIs },
};
