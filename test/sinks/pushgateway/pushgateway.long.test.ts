import type { SinkKind } from '../../../src/ports/sink.ts';
import { pushgatewayKind } from '../../../src/sinks/pushgateway/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { httpReceiver, type Reply, type Taken } from '../receiver.ts';

/** As its documentation has it: a group in the path, text in the body, one line per sample, no timestamps. */
function understand({ method, path, headers, body }: Taken): Reply {
  const group = /^\/push\/metrics\/job@base64\/([\w-]+=*)\/experiment@base64\/([\w-]+=*)$/.exec(path);
  if (group === null || headers.authorization !== 'Bearer canary-token' || !body.endsWith('\n')) return { status: 400 };
  const job = Buffer.from(group[1] ?? '', 'base64url').toString('utf8');
  if (job !== 'drills/weekly') return { status: 400, words: `job ${job}` };
  const active = /^firedrill_fault_active\{.*\} (\d)$/m.exec(body)?.[1];
  const outcome = /^firedrill_runs_total\{.*outcome="([\w ]+)"\} 1$/m.exec(body)?.[1];
  return { status: method === 'PUT' ? 200 : 202, words: `${method} active ${active}${outcome === undefined ? '' : ` ${outcome}`}` };
}

sinkContract('pushgateway', {
  kind: pushgatewayKind as SinkKind,
  receiver: () => httpReceiver(understand),
  settings: ({ address }) => ({ url: `${address}/push/`, job: 'drills/weekly', token: 'canary-token' }),
  whole: ['POST active 0', 'POST active 1', 'POST active 0', 'PUT active 0 aborted'],
  anew: ['POST active 0', 'PUT active 0 inconclusive'],
});
