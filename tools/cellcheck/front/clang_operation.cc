// SPDX-License-Identifier: Apache-2.0
// clang_operation: clang's operators and conversions as clang.h names them.
#include "tools/cellcheck/front/clang_inside.h"

using namespace clang;

namespace front {

enum operation Operation(UnaryOperatorKind kind) {
  switch (kind) {
  case UO_PostInc: return OPERATION_POST_INCREMENT;
  case UO_PostDec: return OPERATION_POST_DECREMENT;
  case UO_PreInc: return OPERATION_INCREMENT;
  case UO_PreDec: return OPERATION_DECREMENT;
  case UO_AddrOf: return OPERATION_ADDRESS;
  case UO_Deref: return OPERATION_INDIRECT;
  case UO_Plus: return OPERATION_PLUS;
  case UO_Minus: return OPERATION_MINUS;
  case UO_Not: return OPERATION_COMPLEMENT;
  case UO_LNot: return OPERATION_NOT;
  case UO_Real: return OPERATION_REAL;
  case UO_Imag: return OPERATION_IMAGINARY;
  default: return OPERATION_OTHER;
  }
}

enum operation Operation(BinaryOperatorKind kind) {
  switch (kind) {
  case BO_Mul:
  case BO_MulAssign: return OPERATION_MULTIPLY;
  case BO_Div:
  case BO_DivAssign: return OPERATION_DIVIDE;
  case BO_Rem:
  case BO_RemAssign: return OPERATION_REMAINDER;
  case BO_Add:
  case BO_AddAssign: return OPERATION_ADD;
  case BO_Sub:
  case BO_SubAssign: return OPERATION_SUBTRACT;
  case BO_Shl:
  case BO_ShlAssign: return OPERATION_LEFT;
  case BO_Shr:
  case BO_ShrAssign: return OPERATION_RIGHT;
  case BO_LT: return OPERATION_LESS;
  case BO_GT: return OPERATION_GREATER;
  case BO_LE: return OPERATION_LESS_EQUAL;
  case BO_GE: return OPERATION_GREATER_EQUAL;
  case BO_EQ: return OPERATION_EQUAL;
  case BO_NE: return OPERATION_UNEQUAL;
  case BO_And:
  case BO_AndAssign: return OPERATION_AND;
  case BO_Xor:
  case BO_XorAssign: return OPERATION_XOR;
  case BO_Or:
  case BO_OrAssign: return OPERATION_OR;
  case BO_LAnd: return OPERATION_BOTH;
  case BO_LOr: return OPERATION_EITHER;
  case BO_Comma: return OPERATION_COMMA;
  default: return OPERATION_OTHER;
  }
}

enum conversion Conversion(CastKind kind) {
  switch (kind) {
  case CK_LValueToRValue: return CONVERSION_LOAD;
  case CK_NoOp: return CONVERSION_NONE;
  case CK_ArrayToPointerDecay: return CONVERSION_ARRAY;
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr: return CONVERSION_FUNCTION;
  case CK_NullToPointer: return CONVERSION_NULL;
  case CK_ToVoid: return CONVERSION_VOID;
  case CK_ToUnion: return CONVERSION_UNION;
  case CK_BitCast:
  case CK_IntegralToPointer:
  case CK_PointerToIntegral:
  case CK_PointerToBoolean:
  case CK_VectorSplat:
  case CK_IntegralCast:
  case CK_IntegralToBoolean:
  case CK_IntegralToFloating:
  case CK_FloatingToFixedPoint:
  case CK_FixedPointToFloating:
  case CK_FixedPointCast:
  case CK_FixedPointToIntegral:
  case CK_IntegralToFixedPoint:
  case CK_FixedPointToBoolean:
  case CK_FloatingToIntegral:
  case CK_FloatingToBoolean:
  case CK_BooleanToSignedIntegral:
  case CK_FloatingCast:
  case CK_FloatingRealToComplex:
  case CK_FloatingComplexToReal:
  case CK_FloatingComplexToBoolean:
  case CK_FloatingComplexCast:
  case CK_FloatingComplexToIntegralComplex:
  case CK_IntegralRealToComplex:
  case CK_IntegralComplexToReal:
  case CK_IntegralComplexToBoolean:
  case CK_IntegralComplexCast:
  case CK_IntegralComplexToFloatingComplex:
  case CK_AtomicToNonAtomic:
  case CK_NonAtomicToAtomic:
  case CK_AddressSpaceConversion: return CONVERSION_VALUE;
  default: return CONVERSION_OTHER;
  }
}

}  // namespace front
