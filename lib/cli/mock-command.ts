import { readYaml } from '../config/yaml-file.ts';
import { startSimulator } from '../simulator/server.ts';
import type { ExitCode } from './exit-code.ts';
import { readSimulatorSettings } from './open-models.ts';

export interface MockOptions {
  config: string | undefined;
  host: string;
  port: number;
}

/** Serves the simulator until it is interrupted. */
export async function mockCommand({ config, host, port }: MockOptions): Promise<ExitCode> {
  const yaml = config === undefined ? undefined : await readYaml(config);
  const settings = await readSimulatorSettings(yaml);
  const simulator = await startSimulator(settings, { host, port });
  process.stderr.write(`llm-pipe: simulator on ${simulator.url}/v1, Ctrl-C ends it\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
  await simulator.close();
  return 0;
}
