/** Which cluster a command means that has no experiment file to say it: one that an environment pins, never one by chance. */
import { resolve } from 'node:path';
import type { Refusal } from '../domain/plan.ts';
import type { Environment } from '../experiment/config-environment.ts';
import type { Config } from '../experiment/config.ts';
import { oneOf } from '../experiment/nearest.ts';
import { findConfig } from '../planning/find-config.ts';
import { program } from '../platform/program.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { CommandFailed } from './problem.ts';

export interface ClusterChoice {
  readonly environment: Environment;
  readonly address: ClusterAddress;
}

/**
 * The cluster that the options mean, by the config found upward from the working folder.
 * @param act what the command was about to do, for the message: `audit shop`
 * Throws `CommandFailed` with code 2 where they mean none, or more than one.
 */
export function chooseCluster(options: ClusterOptions, act: string): ClusterChoice {
  const found = findConfig(program.cwd(), program.environment(), program.cwd());
  if (found.kind === 'invalid') throw new CommandFailed(`Cannot ${act}: the config is wrong.\n${found.text.trimEnd()}`, 'Correct it, then try again.', 2);
  if (found.kind === 'none') {
    const hint = 'Write one whose environment has contexts: { <context>: https://… }: the address of the cluster that is meant.';
    throw new CommandFailed(`Cannot ${act}: there is no firedrill.config.yaml here or above that pins a cluster.`, hint, 2);
  }
  const chosen = choose(found.config, options);
  if ('why' in chosen) throw new CommandFailed(`Cannot ${act}: ${chosen.why}.`, chosen.hint, 2);
  const { kubeconfig } = options;
  return kubeconfig === undefined ? chosen : { ...chosen, address: { ...chosen.address, kubeconfig: resolve(program.cwd(), kubeconfig) } };
}

/** Without a name it is the only environment that can be meant; and without a context its only one. */
export function choose(config: Config, { environment: name, context }: ClusterOptions): ClusterChoice | Refusal {
  const environment = name === undefined ? onlyOne(config, context) : named(config, name);
  return 'why' in environment ? environment : contextOf(environment, context, config.file);
}

function named({ environments, incomplete, file }: Config, name: string): Environment | Refusal {
  const found = environments[name];
  if (found !== undefined) return found;
  const [missing] = incomplete[name] ?? [];
  if (missing !== undefined) return { why: `environment ${name} is incomplete here: ${missing.message}`, hint: 'Set what is missing, then try again.' };
  return { why: `${name} is not an environment of ${file}`, hint: `It knows ${oneOf([...Object.keys(environments), ...Object.keys(incomplete)])}.` };
}

function onlyOne({ environments, file }: Config, context: string | undefined): Environment | Refusal {
  const pinning = Object.values(environments).filter(({ contexts }) =>
    context === undefined ? Object.keys(contexts).length > 0 : Object.hasOwn(contexts, context),
  );
  const certain = context === undefined ? pinning.filter(({ contexts }) => Object.keys(contexts).length === 1) : pinning;
  const [first, ...others] = certain;
  if (first !== undefined && others.length === 0) return first;
  if (pinning.length > 0)
    return {
      why: `several clusters may be meant`,
      hint: `Say which with --environment${certain.length === 0 ? ' and --context' : ''}: ${oneOf(pinning.map(({ name }) => name))}.`,
    };
  const none = context === undefined ? 'a cluster' : `context ${context}`;
  return { why: `no environment of ${file} pins ${none}`, hint: 'Add contexts: { <context>: https://… } to one: the address of the cluster that is meant.' };
}

function contextOf(environment: Environment, context: string | undefined, file: string): ClusterChoice | Refusal {
  const { name, contexts } = environment;
  const known = Object.keys(contexts);
  const [only] = known;
  if (only === undefined) return { why: `environment ${name} pins no cluster`, hint: `Add contexts: { <context>: https://… } to it in ${file}.` };
  if (context === undefined && known.length > 1)
    return { why: `environment ${name} pins ${known.length} clusters`, hint: `Say which with --context: ${oneOf(known)}.` };
  const address = contexts[context ?? only];
  return address === undefined ? { why: `environment ${name} does not pin context ${context}`, hint: `It pins ${oneOf(known)}.` } : { environment, address };
}
