/* SPDX-License-Identifier: ISC
 *
 * mac_vectors.h - known answers of prfs (whole output) and hashes.
 * Each was checked with OpenSSL or Python's hmac before it was typed in.
 */
#ifndef MAC_VECTORS_H
#define MAC_VECTORS_H

#include "crypt/provider.h"

struct prf_vector {
	unsigned id;
	const char *source, *key, *data, *out;	/* hex */
};
struct hash_vector {
	enum hash_id id;
	const char *source, *data, *out;
};

static const struct prf_vector prf_vectors[] = {
	{
		.id = 2,
		.source = "RFC 4231 4.2, 2202 3 #1",
		.key = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		.data = "4869205468657265",
		.out = "b617318655057264e28bc0b6fb378c8ef146be00",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.2, 2202 3 #1",
		.key = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		.data = "4869205468657265",
		.out = 
			"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.2, 2202 3 #1",
		.key = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		.data = "4869205468657265",
		.out = 
			"afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9"
			"076ede7f4af152e8b2fa9cb6",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.2, 2202 3 #1",
		.key = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		.data = "4869205468657265",
		.out = 
			"87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7"
			"d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
	},
	{
		.id = 2,
		.source = "RFC 4231 4.3, 2202 3 #2",
		.key = "4a656665",
		.data = "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		.out = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.3, 2202 3 #2",
		.key = "4a656665",
		.data = "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		.out = 
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.3, 2202 3 #2",
		.key = "4a656665",
		.data = "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		.out = 
			"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca"
			"5e69e2c78b3239ecfab21649",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.3, 2202 3 #2",
		.key = "4a656665",
		.data = "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		.out = 
			"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75"
			"c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	},
	{
		.id = 2,
		.source = "RFC 4231 4.4, 2202 3 #3",
		.key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
			"dddddddddddddddddddddddddddd",
		.out = "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.4, 2202 3 #3",
		.key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
			"dddddddddddddddddddddddddddd",
		.out = 
			"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.4, 2202 3 #3",
		.key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
			"dddddddddddddddddddddddddddd",
		.out = 
			"88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39d"
			"c13814b94e3ab6e101a34f27",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.4, 2202 3 #3",
		.key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
			"dddddddddddddddddddddddddddd",
		.out = 
			"fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e8482"
			"79a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
	},
	{
		.id = 2,
		.source = "RFC 4231 4.5, 2202 3 #4",
		.key = "0102030405060708090a0b0c0d0e0f10111213141516171819",
		.data = 
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		.out = "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.5, 2202 3 #4",
		.key = "0102030405060708090a0b0c0d0e0f10111213141516171819",
		.data = 
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		.out = 
			"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.5, 2202 3 #4",
		.key = "0102030405060708090a0b0c0d0e0f10111213141516171819",
		.data = 
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		.out = 
			"3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23"
			"c4a7d679ccf8a386c674cffb",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.5, 2202 3 #4",
		.key = "0102030405060708090a0b0c0d0e0f10111213141516171819",
		.data = 
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		.out = 
			"b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c1"
			"1aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
	},
	{
		.id = 2,
		.source = "RFC 4231 4.7: key over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65"
			"79202d2048617368204b6579204669727374",
		.out = "90d0dace1c1bdc957339307803160335bde6df2b",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.7: key over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65"
			"79202d2048617368204b6579204669727374",
		.out = 
			"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.7: key over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65"
			"79202d2048617368204b6579204669727374",
		.out = 
			"4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab"
			"4030fe8296248df163f44952",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.7: key over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65"
			"79202d2048617368204b6579204669727374",
		.out = 
			"80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037"
			"e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
	},
	{
		.id = 2,
		.source = "RFC 4231 4.8: key and data over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"5468697320697320612074657374207573696e672061206c6172676572207468616e2062"
			"6c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f63"
			"6b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173"
			"686564206265666f7265206265696e6720757365642062792074686520484d414320616c"
			"676f726974686d2e",
		.out = "217e44bb08b6e06a2d6c30f3cb9f537f97c63356",
	},
	{
		.id = 5,
		.source = "RFC 4231 4.8: key and data over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"5468697320697320612074657374207573696e672061206c6172676572207468616e2062"
			"6c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f63"
			"6b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173"
			"686564206265666f7265206265696e6720757365642062792074686520484d414320616c"
			"676f726974686d2e",
		.out = 
			"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
	},
	{
		.id = 6,
		.source = "RFC 4231 4.8: key and data over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"5468697320697320612074657374207573696e672061206c6172676572207468616e2062"
			"6c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f63"
			"6b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173"
			"686564206265666f7265206265696e6720757365642062792074686520484d414320616c"
			"676f726974686d2e",
		.out = 
			"6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31"
			"e799176d3860e6110c46523e",
	},
	{
		.id = 7,
		.source = "RFC 4231 4.8: key and data over a block",
		.key = 
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		.data = 
			"5468697320697320612074657374207573696e672061206c6172676572207468616e2062"
			"6c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f63"
			"6b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173"
			"686564206265666f7265206265696e6720757365642062792074686520484d414320616c"
			"676f726974686d2e",
		.out = 
			"e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac"
			"3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
	},
	{
		.id = 2,
		.source = "empty key and data",
		.key = "",
		.data = "",
		.out = "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
	},
	{
		.id = 5,
		.source = "empty key and data",
		.key = "",
		.data = "",
		.out = 
			"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
	},
	{
		.id = 6,
		.source = "empty key and data",
		.key = "",
		.data = "",
		.out = 
			"6c1f2ee938fad2e24bd91298474382ca218c75db3d83e114b3d4367776d14d3551289e75"
			"e8209cd4b792302840234adc",
	},
	{
		.id = 7,
		.source = "empty key and data",
		.key = "",
		.data = "",
		.out = 
			"b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac6730c6c5154"
			"21b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47",
	},
	{
		.id = 2,
		.source = "key of exactly one block of SHA-256",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
		.data = "616263",
		.out = "89e392852da6b647490d3f287218824a2e2101b0",
	},
	{
		.id = 5,
		.source = "key of exactly one block of SHA-256",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
		.data = "616263",
		.out = 
			"6ab541b4869dca71c4ca11d8bb1b02533b789a557583161429292c7404bc21f6",
	},
	{
		.id = 6,
		.source = "key of exactly one block of SHA-256",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
		.data = "616263",
		.out = 
			"58d42326a65806d4e723dc82f2f9f3eba728ad5f2b5127f73315cfc089d62fa1d161ec9b"
			"cebb7203c09cf591043f5a16",
	},
	{
		.id = 7,
		.source = "key of exactly one block of SHA-256",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
		.data = "616263",
		.out = 
			"6676a206912b5136ef92d5345fb1d39848bdce03485cc2ec0761505d0659ba2f32445f2e"
			"2783096f004e4960e4ab9b35faf57d6041f7604526d5f94cf75021bd",
	},
	{
		.id = 2,
		.source = "key of exactly one block of SHA-512",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
			"48494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b"
			"6c6d6e6f707172737475767778797a7b7c7d7e7f",
		.data = "616263",
		.out = "bbc23fb96174d24a8ec5bf92b3f136a48e0f7cd7",
	},
	{
		.id = 5,
		.source = "key of exactly one block of SHA-512",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
			"48494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b"
			"6c6d6e6f707172737475767778797a7b7c7d7e7f",
		.data = "616263",
		.out = 
			"ec0edebcc363f162af8143dcac685ff8cc3a43b35274c4b726d7e8c85a9389cc",
	},
	{
		.id = 6,
		.source = "key of exactly one block of SHA-512",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
			"48494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b"
			"6c6d6e6f707172737475767778797a7b7c7d7e7f",
		.data = "616263",
		.out = 
			"627b513f45ba31b9d7e018298deef523ba93e0268c77c633b5ccc049ce41ec940c33e508"
			"f0742db23b94d07ec7ce86f0",
	},
	{
		.id = 7,
		.source = "key of exactly one block of SHA-512",
		.key = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
			"2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
			"48494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b"
			"6c6d6e6f707172737475767778797a7b7c7d7e7f",
		.data = "616263",
		.out = 
			"b63d28cd593ad7e8f0e3168367471441d9668b5fb970a620994e8e1c7b02d0d2b17f55eb"
			"1bf5916465ae8bfcafad706e29cbe258ac4a2d4014190ec0b3abe827",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #1",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = "",
		.out = "75f0251d528ac01c4573dfd584d79f29",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #2",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = "000102",
		.out = "5b376580ae2f19afe7219ceef172756f",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #3",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = "000102030405060708090a0b0c0d0e0f",
		.out = "d2a246fa349b68a79998a4394ff7a263",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #4",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "47f51b4564966215b8985c63055ed308",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #5",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.out = "f54f0ec8d2b9f3d36807734bd5283fd4",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #6",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021",
		.out = "becbb3bccdb518a30677d5481fb6b4d8",
	},
	{
		.id = 4,
		.source = "RFC 3566 4.6 #7",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = 
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"000000000000000000000000000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000000000",
		.out = "f0dafee895db30253761103b5d84528f",
	},
	{
		.id = 4,
		.source = "RFC 4434 2: key of 10 bytes",
		.key = "00010203040506070809",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "0fa087af7d866e7653434e602fdde835",
	},
	{
		.id = 4,
		.source = "RFC 4434 2: key of 18 bytes",
		.key = "000102030405060708090a0b0c0d0e0fedcb",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "8cd3c93ae598a9803006ffb67c40e9e4",
	},
	{
		.id = 8,
		.source = "RFC 4493 4 #1",
		.key = "2b7e151628aed2a6abf7158809cf4f3c",
		.data = "",
		.out = "bb1d6929e95937287fa37d129b756746",
	},
	{
		.id = 8,
		.source = "RFC 4493 4 #2",
		.key = "2b7e151628aed2a6abf7158809cf4f3c",
		.data = "6bc1bee22e409f96e93d7e117393172a",
		.out = "070a16b46b4d4144f79bdd9dd04a287c",
	},
	{
		.id = 8,
		.source = "RFC 4493 4 #3",
		.key = "2b7e151628aed2a6abf7158809cf4f3c",
		.data = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411",
		.out = "dfa66747de9ae63030ca32611497c827",
	},
	{
		.id = 8,
		.source = "RFC 4493 4 #4",
		.key = "2b7e151628aed2a6abf7158809cf4f3c",
		.data = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.out = "51f0bebf7e3b9d92fc49741779363cfe",
	},
	{
		.id = 8,
		.source = "RFC 4615 4: key of 18 bytes",
		.key = "000102030405060708090a0b0c0d0e0fedcb",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "84a348a4a45d235babfffc0d2b4da09a",
	},
	{
		.id = 8,
		.source = "RFC 4615 4: key of 16 bytes",
		.key = "000102030405060708090a0b0c0d0e0f",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "980ae87b5f4c9c5214f5b6a8455e4c2d",
	},
	{
		.id = 8,
		.source = "RFC 4615 4: key of 10 bytes",
		.key = "00010203040506070809",
		.data = "000102030405060708090a0b0c0d0e0f10111213",
		.out = "290d9e112edb09ee141fcf64c0b72f3d",
	},
};

static const struct hash_vector hash_vectors[] = {
	{
		.id = HASH_SHA1,
		.source = "FIPS 180-4: empty",
		.data = "",
		.out = "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	},
	{
		.id = HASH_SHA2_256,
		.source = "FIPS 180-4: empty",
		.data = "",
		.out = 
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	},
	{
		.id = HASH_SHA2_384,
		.source = "FIPS 180-4: empty",
		.data = "",
		.out = 
			"38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebf"
			"e76f65fbd51ad2f14898b95b",
	},
	{
		.id = HASH_SHA2_512,
		.source = "FIPS 180-4: empty",
		.data = "",
		.out = 
			"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c"
			"5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
	},
	{
		.id = HASH_SHA1,
		.source = "FIPS 180-4: abc",
		.data = "616263",
		.out = "a9993e364706816aba3e25717850c26c9cd0d89d",
	},
	{
		.id = HASH_SHA2_256,
		.source = "FIPS 180-4: abc",
		.data = "616263",
		.out = 
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	},
	{
		.id = HASH_SHA2_384,
		.source = "FIPS 180-4: abc",
		.data = "616263",
		.out = 
			"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072b"
			"a1e7cc2358baeca134c825a7",
	},
	{
		.id = HASH_SHA2_512,
		.source = "FIPS 180-4: abc",
		.data = "616263",
		.out = 
			"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a"
			"274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	},
	{
		.id = HASH_SHA1,
		.source = "FIPS 180-4: two blocks",
		.data = 
			"6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c"
			"6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
		.out = "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
	},
	{
		.id = HASH_SHA2_256,
		.source = "FIPS 180-4: two blocks",
		.data = 
			"6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c"
			"6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
		.out = 
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	},
	{
		.id = HASH_SHA2_384,
		.source = "FIPS 180-4: two blocks",
		.data = 
			"6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c"
			"6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
		.out = 
			"3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450de5f36bc6b0455a85"
			"20bc4e6f5fe95b1fe3c8452b",
	},
	{
		.id = HASH_SHA2_512,
		.source = "FIPS 180-4: two blocks",
		.data = 
			"6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c"
			"6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
		.out = 
			"204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c1"
			"3b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445",
	},
};

#endif
