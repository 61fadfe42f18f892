declare const SLACK_IM_VERSION: string | undefined;

/** Of this package; put in by the build, so that no file has to be read to know it. */
export const version = typeof SLACK_IM_VERSION === 'string' ? SLACK_IM_VERSION : '0.0.0-source';
