import { readYaml } from '../config/yaml-file.ts';
import type { DialectName } from '../simulator/dialect.ts';
import { startSimulator } from '../simulator/server.ts';
import type { ExitCode } from './exit-code.ts';
import { readSimulatorSettings } from './open-models.ts';

export interface MockOptions {
  config: string | undefined;
  /** Undefined: that of the configuration. */
  dialect: DialectName | undefined;
  host: string;
  port: number;
}

/** Serves the simulator until it is interrupted. */
export async function mockCommand({ config, dialect, host, port }: MockOptions): Promise<ExitCode> {
  const yaml = config === undefined ? undefined : await readYaml(config);
  const configured = await readSimulatorSettings(yaml);
  const settings = { ...configured, dialect: dialect ?? configured.dialect };
  const simulator = await startSimulator(settings, { host, port });
  process.stderr.write(`llm-pipe: ${describe(settings.dialect, simulator.url)}, Ctrl-C ends it\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
  await simulator.close();
  return 0;
}

/** With the address that a client of the dialect is given. */
const describe = (dialect: DialectName, url: string): string =>
  dialect === 'openai'
    ? `simulator on ${url}/v1`
    : `simulator on ${url} in the format of ${dialect}`;
