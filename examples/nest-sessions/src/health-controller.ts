// #region health
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import { TempestHealthIndicator } from '@tempest-ts/nestjs';

@Controller('healthz')
export class HealthController {
  readonly #health: HealthCheckService;
  readonly #tempest: TempestHealthIndicator;

  constructor(health: HealthCheckService, tempest: TempestHealthIndicator) {
    this.#health = health;
    this.#tempest = tempest;
  }

  @Get()
  @HealthCheck()
  check() {
    return this.#health.check([() => this.#tempest.check('tempest')]);
  }
}
// #endregion
