/** Where probes are, behind the configured prefix. */
export const PROBE_FOLDER = 'tempest-probe/';

/** An object that stays, for readers to show that they can read what the archiver writes. */
export const STANDING_PROBE = `${PROBE_FOLDER}standing`;

/** Where readers say that they could read the standing probe. */
export const READERS_FOLDER = `${PROBE_FOLDER}readers/`;
