// #region module
import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { type TempestConnectionOptions, TempestModule } from '@tempest-ts/nestjs';
import { ArchiveJob } from './archive-job.js';
import { HealthController } from './health-controller.js';
import { SessionController } from './session-controller.js';
import { SessionService } from './session-service.js';
import { UserDatabase } from './user-database.js';

@Module({
  imports: [TerminusModule],
  controllers: [SessionController, HealthController],
  providers: [SessionService, ArchiveJob],
})
export class AppModule {
  static on(stores: TempestConnectionOptions): DynamicModule {
    return { module: AppModule, imports: [TempestModule.forRoot({ database: UserDatabase, ...stores })] };
  }
}
// #endregion
