import type { OnModuleInit } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@tempest-ts/hybrid';
import { DEFAULT_NAME, getConnectionToken } from './tokens.js';

/** Finds a second database of the same name: Nest itself would take one of the two, and not say which. */
export class OneOfEachName implements OnModuleInit {
  readonly #modules: ModulesContainer;
  readonly #name: string;

  constructor(modules: ModulesContainer, name: string) {
    this.#modules = modules;
    this.#name = name;
  }

  /** @throws ConfigurationError */
  onModuleInit(): void {
    const token = getConnectionToken(this.#name);
    const owners = [...this.#modules.values()].filter(({ providers }) => providers.has(token));
    if (owners.length <= 1) return;
    const named = this.#name === DEFAULT_NAME ? 'without a `name`' : `with the name '${this.#name}'`;
    throw new ConfigurationError(
      `TempestModule is made ${owners.length} times ${named}, so it is not clear which database is meant. Make it once, in a module that exports it or with isGlobal: true, or give each a name of its own.`,
    );
  }
}
