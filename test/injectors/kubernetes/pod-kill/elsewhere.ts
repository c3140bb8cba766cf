/** What the contract's other process imports. */
import { kubernetesKinds } from '../../../../src/injectors/kubernetes/kinds.ts';
import { realPorts } from './real.ts';

const { TEST_KIND, TEST_CLUSTER = '{}' } = process.env;
const kind = kubernetesKinds.find(({ type }) => type === TEST_KIND);
const ports = realPorts(JSON.parse(TEST_CLUSTER));
export { kind, ports };
