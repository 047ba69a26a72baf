import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Length, Matches } from 'class-validator';

export class SignupDto {
  @ApiProperty({ example: 'Acme Shop', minLength: 1, maxLength: 128 })
  @IsString()
  @Length(1, 128)
  @Matches(/^(?=.*\S)\P{C}+$/u, { message: 'organization must be printable text' })
  readonly organization!: string;

  @ApiProperty({ format: 'email', example: 'ops@acme.example', maxLength: 254 })
  @IsEmail()
  @Length(3, 254)
  readonly email!: string;
}
