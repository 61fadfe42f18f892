import {type Config, isConfigError, loadConfig, type LoadOptions} from '@slack-im/config';
import type {CliContext} from '../context.ts';
import type {Logger} from '../terminal/log.ts';

/** Loads the config and says what was found. Whatever becomes of it, its secrets are known to the redactor before anybody is told. */
export const loadAndTell = async (
	options: LoadOptions,
	{redactor, dying, releaseOthers, log}: Pick<CliContext, 'redactor' | 'dying' | 'releaseOthers'> & {readonly log: Logger},
): Promise<Config> => {
	try {
		const config = await loadConfig({...options, learn: redactor.add});
		dying.hasConfig = true;
		redactor.add(...config.secrets);
		if (config.file !== undefined) log.info(`config: ${config.file}`);
		for (const warning of config.warnings) log.warn(warning);
		return config;
	} catch (error) {
		if (isConfigError(error)) redactor.add(...error.secrets);
		throw error;
	} finally {
		releaseOthers();
	}
};
