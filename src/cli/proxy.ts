import type { Command } from 'commander';

export function addProxy(root: Command): void {
  root
    .command('proxy')
    .description("run the embedded fault proxy: Toxiproxy's API, plus HTTP rules and faults that expire by themselves")
    .option('--listen <host:port>', 'control address', '127.0.0.1:8474')
    .option('--config <file>', "proxies to begin with, in Toxiproxy's own format (JSON or YAML)")
    .addHelpText('after', '\nExample:\n  firedrill proxy --config proxies.yaml &\n  toxiproxy-cli list')
    .action(async (options: { listen: string; config?: string }) => {
      const { serveProxy } = await import('./proxy-program.ts');
      await serveProxy(options);
    });
}
